package dev.shuttle.controlplane.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On copies of what the kernel shows; that the real one limits, the integration tests see. */
class HierarchiesTest {

    @TempDir
    Path machine;

    private Path process;

    @BeforeEach
    void process() throws IOException {
        process = Files.createDirectory(machine.resolve("self"));
    }

    @Test
    void withVersion1OursLiesBelowTheGroupThatWeAreInForEachController() throws IOException {
        Path memory = Files.createDirectories(machine.resolve("memory/limited"));
        Path cpu = Files.createDirectories(machine.resolve("cpu,cpuacct"));
        write("cgroup", "4:memory:/limited\n2:cpu,cpuacct:/\n1:name=systemd:/x\n0::/x\n");
        write(
                "mountinfo",
                mount("/", "memory", "cgroup", "rw,memory") + mount("/", "cpu,cpuacct", "cgroup", "rw,cpu,cpuacct"));

        assertEquals(
                List.of(
                        new Hierarchy(memory.resolve("ours"), Set.of("memory"), false),
                        new Hierarchy(cpu.resolve("ours"), Set.of("cpu"), false)),
                Hierarchies.find("ours", process));
    }

    @Test
    void inAContainerThatShowsItsOwnGroupAsTheTopOursLiesThere() throws IOException {
        Path pids = Files.createDirectories(machine.resolve("pids"));
        write("cgroup", "8:pids:/docker/abc\n");
        write("mountinfo", mount("/docker/abc", "pids", "cgroup", "rw,pids"));

        assertEquals(
                List.of(new Hierarchy(pids.resolve("ours"), Set.of("pids"), false)), Hierarchies.find("ours", process));
    }

    @Test
    void withVersion2OursLiesAtTheTop() throws IOException {
        Path top = group(machine.resolve("unified"), "1");
        group(top.resolve("ours"), "");
        write("cgroup", "0::/system.slice/shuttle.service\n");
        write("mountinfo", mount("/", "unified", "cgroup2", "rw"));

        List<Hierarchy> found = Hierarchies.find("ours", process);

        assertEquals(1, found.size());
        assertEquals(top.resolve("ours"), found.get(0).base());
        assertEquals(true, found.get(0).unified());
    }

    @Test
    void belowTheTopOfVersion2OurOwnGroupIsUsedIfWeAreAloneInIt() throws IOException {
        String us = Long.toString(ProcessHandle.current().pid());
        Path own = group(machine.resolve("unified"), us);
        Files.writeString(own.resolve("cgroup.type"), "domain\n");
        group(own.resolve("ours"), "");
        write("cgroup", "0::/\n");
        write("mountinfo", mount("/", "unified", "cgroup2", "rw"));

        assertEquals(
                own.resolve("ours"), Hierarchies.find("ours", process).get(0).base());
        assertEquals(us, Files.readString(own.resolve("control-plane/cgroup.procs")));
    }

    @Test
    void asAReloadOfSystemdItIsTheGroupOfTheUnitThatIsUsed() throws IOException {
        Path unit = group(machine.resolve("unified"), "");
        Files.writeString(unit.resolve("cgroup.type"), "domain\n");
        group(unit.resolve("ours"), "");
        group(unit.resolve("control-plane"), "1");
        group(unit.resolve(".control"), ProcessHandle.current().pid() + "\n2");
        write("cgroup", "0::/.control\n");
        write("mountinfo", mount("/", "unified", "cgroup2", "rw"));

        assertEquals(
                unit.resolve("ours"), Hierarchies.find("ours", process).get(0).base());
        assertEquals(
                Long.toString(ProcessHandle.current().pid()),
                Files.readString(unit.resolve("control-plane/cgroup.procs")));
    }

    @Test
    void anotherProcessInItIsNotMovedAway() throws IOException {
        Path own = group(machine.resolve("unified"), ProcessHandle.current().pid() + "\n1");
        Files.writeString(own.resolve("cgroup.type"), "domain\n");
        write("cgroup", "0::/\n");
        write("mountinfo", mount("/", "unified", "cgroup2", "rw"));

        assertEquals(List.of(), Hierarchies.find("ours", process));
    }

    /** A kernel would fill in what is enabled; here the files say it already. */
    private static Path group(Path path, String processes) throws IOException {
        Files.createDirectories(path);
        Files.writeString(path.resolve("cgroup.controllers"), "memory pids cpu io\n");
        Files.writeString(path.resolve("cgroup.subtree_control"), "memory pids cpu\n");
        Files.writeString(path.resolve("cgroup.procs"), processes);
        return path;
    }

    private String mount(String root, String directory, String type, String options) {
        return "30 25 0:26 " + root + " " + machine.resolve(directory) + " rw,relatime shared:9 - " + type + " cgroup "
                + options + "\n";
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(process.resolve(file), text);
    }
}

package dev.shuttle.it;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.StepEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.EventRequestManager;
import com.sun.jdi.request.StepRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends a JVM by SIGKILL at a place in its code. It is the JVM's debugger: nothing of it is in the product or in the
 * other process, all threads stand still while the signal is sent, and a place can be named while it runs.
 */
final class Killer implements AutoCloseable {
    private static final String ACCEPT_MILLIS = "30000";

    private final ListeningConnector connector;
    private final Map<String, Connector.Argument> arguments;
    private final String address;
    private @Nullable Process process;
    private @Nullable VirtualMachine machine;
    private @Nullable KillPoint point;
    private int passages;
    private boolean armed;

    Killer() throws IOException, IllegalConnectorArgumentsException {
        connector = Bootstrap.virtualMachineManager().listeningConnectors().stream()
                .filter(each -> each.name().equals("com.sun.jdi.SocketListen"))
                .findFirst()
                .orElseThrow();
        arguments = connector.defaultArguments();
        argument("localAddress", "127.0.0.1");
        argument("timeout", ACCEPT_MILLIS);
        address = connector.startListening(arguments);
    }

    private void argument(String name, String value) {
        Connector.Argument argument = arguments.get(name);
        if (argument == null) {
            throw new IllegalStateException("This JDK's debugger has no argument " + name);
        }
        argument.setValue(value);
    }

    /** For the command line of the JVM, which waits for {@link #attach}. */
    String agent() {
        String port = address.substring(address.lastIndexOf(':') + 1);
        return "-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=127.0.0.1:" + port;
    }

    /** At which passage of a place it is to end, counted from now, or from its start. */
    synchronized void arm(KillPoint at, int passage) {
        point = at;
        passages = passage;
        armed = true;
        if (machine != null) {
            watch(machine, at);
        }
    }

    /** Lets the JVM run. */
    void attach(Process started) throws IOException, IllegalConnectorArgumentsException {
        VirtualMachine accepted = connector.accept(arguments);
        synchronized (this) {
            process = started;
            machine = accepted;
            if (point != null) {
                watch(accepted, point);
            }
        }
        Thread thread = new Thread(() -> handle(accepted), "killer");
        thread.setDaemon(true);
        thread.start();
        accepted.resume();
    }

    private void watch(VirtualMachine vm, KillPoint at) {
        ClassPrepareRequest prepare = vm.eventRequestManager().createClassPrepareRequest();
        prepare.addClassFilter(at.className);
        prepare.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        prepare.enable();
        List<ReferenceType> loaded = vm.classesByName(at.className);
        loaded.forEach(type -> breakAt(type, at));
    }

    private void breakAt(ReferenceType type, KillPoint at) {
        List<Location> entries = type.methodsByName(at.method).stream()
                .filter(method -> !method.isAbstract() && !method.isBridge())
                .map(Method::location)
                .toList();
        if (entries.isEmpty()) {
            throw new AssertionError(at + " names a method that is no more: " + at.className + "." + at.method);
        }
        EventRequestManager requests = type.virtualMachine().eventRequestManager();
        for (Location entry : entries) {
            EventRequest request = requests.createBreakpointRequest(entry);
            request.setSuspendPolicy(EventRequest.SUSPEND_ALL);
            request.enable();
        }
    }

    private void handle(VirtualMachine vm) {
        try {
            while (true) {
                EventSet events = vm.eventQueue().remove();
                for (Event event : events) {
                    handle(event);
                }
                events.resume();
            }
        } catch (VMDisconnectedException e) {
            // It has ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void handle(Event event) {
        KillPoint at = point;
        if (event instanceof StepEvent) {
            kill();
        } else if (event instanceof ClassPrepareEvent prepared && at != null) {
            if (prepared.referenceType().name().equals(at.className)) {
                breakAt(prepared.referenceType(), at);
            }
        } else if (event instanceof BreakpointEvent passage && at != null && armed && --passages == 0) {
            armed = false;
            if (at.when == KillPoint.When.BEFORE) {
                kill();
            } else {
                killOnReturn(passage.thread());
            }
        }
    }

    private static void killOnReturn(ThreadReference thread) {
        StepRequest step = thread.virtualMachine()
                .eventRequestManager()
                .createStepRequest(thread, StepRequest.STEP_MIN, StepRequest.STEP_OUT);
        step.addCountFilter(1);
        step.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        step.enable();
    }

    private void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** Listens no more; what it has attached to goes on. */
    @Override
    public void close() throws IOException {
        try {
            connector.stopListening(arguments);
        } catch (IllegalConnectorArgumentsException e) {
            throw new IOException(e);
        }
    }
}

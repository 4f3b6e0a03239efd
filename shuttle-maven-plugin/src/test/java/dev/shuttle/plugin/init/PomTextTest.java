package dev.shuttle.plugin.init;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PomTextTest {

    private static final List<String> ENTRY = List.of("<a>", "\t<b>1</b>", "</a>");

    @Test
    void addsToAListThatIsThere() {
        assertEquals(
                """
                <?xml version="1.0"?>
                <!-- <dependencies> of -->
                <project>
                    <modelVersion>4.0.0</modelVersion>
                    <dependencies>
                        <!-- first -->
                        <dependency/>
                        <a>
                            <b>1</b>
                        </a>
                    </dependencies>
                </project>
                """,
                with(
                        """
                        <?xml version="1.0"?>
                        <!-- <dependencies> of -->
                        <project>
                            <modelVersion>4.0.0</modelVersion>
                            <dependencies>
                                <!-- first -->
                                <dependency/>
                            </dependencies>
                        </project>
                        """,
                        "dependencies"));
    }

    @Test
    void makesAListBehindWhatComesBeforeIt() {
        assertEquals(
                """
                <project>
                  <version>1</version> <!-- ours -->
                  <properties/>
                  <dependencies>
                    <a>
                      <b>1</b>
                    </a>
                  </dependencies>

                  <!-- of the build -->
                  <build/>
                </project>
                """,
                with(
                        """
                        <project>
                          <version>1</version> <!-- ours -->
                          <properties/>

                          <!-- of the build -->
                          <build/>
                        </project>
                        """,
                        "dependencies"));
    }

    @Test
    void makesAllThatIsMissingOnTheWay() {
        assertEquals(
                """
                <project>
                	<version>1</version> <!-- ours -->
                	<build>
                		<plugins>
                			<a>
                				<b>1</b>
                			</a>
                		</plugins>
                	</build>
                </project>""",
                with(
                        """
                        <project>
                        	<version>1</version> <!-- ours -->
                        </project>""",
                        "build/plugins"));
    }

    @Test
    void addsToABuildWithoutPlugins() {
        assertEquals(
                """
                <project>
                  <build>
                    <finalName>x</finalName>
                    <plugins>
                      <a>
                        <b>1</b>
                      </a>
                    </plugins>
                  </build>
                  <profiles><profile><build><plugins></plugins></build></profile></profiles>
                </project>
                """,
                with(
                        """
                        <project>
                          <build>
                            <finalName>x</finalName>
                          </build>
                          <profiles><profile><build><plugins></plugins></build></profile></profiles>
                        </project>
                        """,
                        "build/plugins"));
    }

    @Test
    void opensAListThatIsEmpty() {
        String expected =
                """
                <project>
                  <x/>
                  <dependencies>
                    <a>
                      <b>1</b>
                    </a>
                  </dependencies>
                </project>
                """;

        assertEquals(expected, with("<project>\n  <x/>\n  <dependencies/>\n</project>\n", "dependencies"));
        assertEquals(
                expected, with("<project>\n  <x/>\n  <dependencies></dependencies>\n</project>\n", "dependencies"));
    }

    @Test
    void keepsWindowsLineEnds() {
        String expected =
                """
                <project>
                  <version>1</version>
                  <build>
                    <plugins>
                      <a>
                        <b>1</b>
                      </a>
                    </plugins>
                  </build>
                </project>
                """;

        assertEquals(
                expected.replace("\n", "\r\n"),
                with("<project>\r\n  <version>1</version>\r\n</project>\r\n", "build/plugins"));
    }

    @Test
    void isNotMisledByCommentsCdataQuotesAndPrefixedNames() {
        String before =
                """
                <project xmlns="http://maven.apache.org/POM/4.0.0" note="a > b />">
                  <description><![CDATA[<dependencies></dependencies>]]></description>
                  <!-- <dependencies>
                  </dependencies> -->
                  <dependencyManagement><dependencies></dependencies></dependencyManagement>
                </project>
                """;

        String list =
                """
                  <dependencies>
                    <a>
                      <b>1</b>
                    </a>
                  </dependencies>
                </project>
                """;

        assertEquals(before.replace("</project>\n", list), with(before, "dependencies"));
    }

    @Test
    void copesWithAPomOnOneLine() {
        String expected =
                """
                <project><version>1</version>
                  <dependencies>
                    <a>
                      <b>1</b>
                    </a>
                  </dependencies>
                  </project>""";

        assertEquals(expected, with("<project><version>1</version></project>", "dependencies"));
    }

    private static String with(String pom, String path) {
        return new PomText(pom).with(path, ENTRY).text();
    }
}

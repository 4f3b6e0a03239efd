package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedRequestTest extends RunningProxy {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1~Host: a.test~Transfer-Encoding: chunked~Content-Length: 3~~0~~",
                "POST / HTTP/1.1~Host: a.test~Content-Length: 3~Transfer-Encoding: chunked~~0~~",
                "POST / HTTP/1.1~Host: a.test~Content-Length: 3~Content-Length: 3~~abc",
                "POST / HTTP/1.0~Host: a.test~Content-Length: 3~Content-Length: 4~~abc",
                "POST / HTTP/1.1~Host: a.test~Content-Length: 3, 3~~abc",
                "POST / HTTP/1.1~Host: a.test~Content-Length: +3~~abc",
                "POST / HTTP/1.1~Host: a.test~Content-Length: -3~~abc",
                "POST / HTTP/1.1~Host: a.test~Content-Length: 0x3~~abc",
                "POST / HTTP/1.1~Host: a.test~Content-Length:~~abc",
                "POST / HTTP/1.0~Host: a.test~Transfer-Encoding: chunked~~0~~",
                "POST / HTTP/1.1~Host: a.test~Transfer-Encoding: chunked, gzip~~0~~",
                "POST / HTTP/1.1~Host: a.test~Transfer-Encoding: gzip~~0~~",
                "POST / HTTP/1.1~Host: a.test~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~0~~",
                "POST / HTTP/1.1~Host: a.test~Transfer-Encoding: xchunked~~0~~",
                "GET / HTTP/1.1~~",
                "GET / HTTP/1.1~Host: a.test~Host: a.test~~",
                "GET / HTTP/1.1~Host: a.test~Host: b.test~~",
                "GET / HTTP/1.1~Host: a.test/x~~",
                "GET / HTTP/1.1~Host: a.test@b~~",
                "GET / HTTP/1.1~Host: a.test:99999~~",
                "GET / HTTP/1.1~Host:~~",
                "GET / HTTP/1.1~Host: a.test~X: a~ folded~~",
                "GET / HTTP/1.1~Host: a.test~X: a~\tfolded~~",
                "GET / HTTP/1.1~ Host: a.test~~",
                "GET / HTTP/1.1~Host : a.test~~",
                "GET / HTTP/1.1~Host: a.test~X y: a~~",
                "GET / HTTP/1.1~Host: a.test~: a~~",
                "GET / HTTP/1.1~Host: a.test~nocolon~~",
                "GET / HTTP/1.1~Host: a.test~X: a\u0000b~~",
                "GET / HTTP/1.1~Host: a.test~X: a\rb~~",
                "GET / HTTP/1.1~Host: a.test~X: a\nY: b~~",
                "GET / HTTP/1.1\nHost: a.test\n\n",
                "GET / HTTP/1.1~Host: a.test~\n",
                "GET /\u0000 HTTP/1.1~Host: a.test~~",
                "GET\t/ HTTP/1.1~Host: a.test~~",
                "GET\r/ HTTP/1.1~Host: a.test~~",
                "GET /a b HTTP/1.1~Host: a.test~~",
                "GET /#f HTTP/1.1~Host: a.test~~",
                "GET a.test HTTP/1.1~Host: a.test~~",
                "GET ftp://a.test/ HTTP/1.1~Host: a.test~~",
                "GET http://user@a.test/ HTTP/1.1~Host: a.test~~",
                "GET * HTTP/1.1~Host: a.test~~",
                "GET /~Host: a.test~~",
                "G@T / HTTP/1.1~Host: a.test~~",
                "GET / HTTP/1.1~Host: a.test~Sec-WebSocket-Key1: 1~Sec-WebSocket-Key2: 2~~12345678",
            })
    void isRefusedAndTheConnectionClosed(String request) throws Exception {
        try (RawService service = RawService.answering(OK);
                RawClient client = clientOf(service)) {
            String answer =
                    client.send(request.replace("~", "\r\n") + get("/smuggled")).rest();
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertEquals(answer.lastIndexOf("HTTP/1.1"), 0, answer);
            assertEquals(0, service.requests.get(), "nothing of it reaches the service");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz\r\n",
                "-1\r\n",
                "5;a\nb\r\nhello\r\n0\r\n\r\n",
                "5\nhello\n0\n\n",
                "5\r\nhelloXX0\r\n\r\n",
                "\r\n"
            })
    void aBadChunkIsRefusedAndCutsTheUpstream(String body) throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    in.readAllBytes(); // a whole body would be followed by the next request, not by the end
                    return false;
                });
                RawClient client = clientOf(service)) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n" + body + get("/next"));
            String answer = client.rest();
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertEquals(answer.lastIndexOf("HTTP/1.1"), 0, answer);
        }
    }

    @ParameterizedTest
    @CsvSource({"CONNECT a.test:443 HTTP/1.1, 405", "GET / HTTP/2.0, 505", "GET / HTTP/0.9, 505"})
    void whatIsNotServedIsRefused(String line, int status) throws Exception {
        try (RawService service = RawService.answering(OK);
                RawClient client = clientOf(service)) {
            String answer = client.send(line + "\r\nHost: a.test\r\n\r\n").rest();
            assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
            assertEquals(0, service.requests.get());
        }
    }

    @ParameterizedTest
    @CsvSource({"10000, 0, 414", "10, 65536, 431", "10, 4000000, 431", "2000000, 0, 414"})
    void whatIsTooLongGetsAnAnswerAndNoReset(int line, int header, int status) throws Exception {
        try (RawService service = RawService.answering(OK);
                RawClient client = clientOf(service)) {
            client.send(
                    "GET /" + "u".repeat(line) + " HTTP/1.1\r\nHost: a.test\r\nX: " + "h".repeat(header) + "\r\n\r\n");
            String answer = client.rest();
            assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
        }
    }
}

package com.example.todo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** The page at {@code /}, its forms, and the same as JSON at {@code /api/todos}. */
class TodoHandler implements HttpHandler {
    /** As the table has it. */
    private static final int MAX_TITLE = 200;

    /** More than any title takes, even where each character is escaped. */
    private static final int MAX_BODY = 8_192;

    private final ObjectMapper json = new ObjectMapper();
    private final Todos todos;

    TodoHandler(Todos todos) {
        this.todos = todos;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            route(exchange);
        } catch (IllegalArgumentException e) {
            answer(exchange, 400, "text/plain", e.getMessage());
        } catch (SQLException e) {
            e.printStackTrace(); // goes to mvn shuttle:logs
            answer(exchange, 500, "text/plain", "The database did not answer. Try again.");
        } finally {
            exchange.close();
        }
    }

    private void route(HttpExchange exchange) throws IOException, SQLException {
        switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
            case "GET /" -> answer(exchange, 200, "text/html", TodoPage.of(todos.all()));
            case "POST /add" -> {
                todos.add(title(field(exchange, "title")));
                backToThePage(exchange);
            }
            case "POST /tick" -> {
                todos.tickOff(id(exchange));
                backToThePage(exchange);
            }
            case "POST /delete" -> {
                todos.delete(id(exchange));
                backToThePage(exchange);
            }
            case "GET /api/todos" -> answer(exchange, 200, "application/json", json.writeValueAsString(todos.all()));
            case "POST /api/todos" -> {
                Todo added = todos.add(title(fromJson(exchange)));
                answer(exchange, 201, "application/json", json.writeValueAsString(added));
            }
            default -> answer(exchange, 404, "text/plain", "There is nothing here.");
        }
    }

    private static String title(String text) {
        String title = text.strip();
        if (title.isEmpty() || title.length() > MAX_TITLE || title.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A title has 1 to " + MAX_TITLE + " characters.");
        }
        return title;
    }

    private static long id(HttpExchange exchange) throws IOException {
        try {
            return Long.parseLong(field(exchange, "id"));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("An id is a number.");
        }
    }

    private String fromJson(HttpExchange exchange) throws IOException {
        try {
            return json.readTree(body(exchange)).path("title").asText("");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not JSON: " + e.getOriginalMessage());
        }
    }

    /** A field of a form. */
    private static String field(HttpExchange exchange, String name) throws IOException {
        for (String pair : body(exchange).split("&")) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private static String body(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new IllegalArgumentException("That is too long.");
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    /** So that a reload of the page does not send the form again. */
    private static void backToThePage(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Location", "/");
        exchange.sendResponseHeaders(303, -1);
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}

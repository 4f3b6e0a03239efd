package com.example.todo;

import java.util.List;

/** The page: plain forms, which need no script. */
class TodoPage {
    private TodoPage() {}

    static String of(List<Todo> todos) {
        StringBuilder items = new StringBuilder();
        for (Todo todo : todos) {
            items.append(item(todo));
        }
        return """
                <!doctype html>
                <html lang="en">
                <head>
                  <meta charset="utf-8">
                  <meta name="viewport" content="width=device-width">
                  <title>To do</title>
                  <style>
                    body { font: 1.1rem system-ui, sans-serif; max-width: 36rem; margin: 3rem auto; padding: 0 1rem; }
                    ul { list-style: none; padding: 0; }
                    li { display: flex; align-items: center; gap: .5rem; padding: .4rem 0; border-bottom: 1px solid #ddd; }
                    li span { flex: 1; overflow-wrap: anywhere; }
                    .done span { text-decoration: line-through; color: #666; }
                    form { margin: 0; display: flex; gap: .5rem; }
                    input { flex: 1; font: inherit; padding: .3rem; }
                    button { font: inherit; }
                  </style>
                </head>
                <body>
                  <h1>To do</h1>
                  <form method="post" action="/add">
                    <input name="title" maxlength="200" required autofocus aria-label="What is to be done">
                    <button>Add</button>
                  </form>
                  <ul>
                %s  </ul>
                </body>
                </html>
                """
                .formatted(items);
    }

    private static String item(Todo todo) {
        return """
                    <li class="%s"><span>%s</span>%s%s</li>
                """
                .formatted(
                        todo.done() ? "done" : "open",
                        escape(todo.title()),
                        button("/tick", todo, todo.done() ? "Undo" : "Done"),
                        button("/delete", todo, "Delete"));
    }

    private static String button(String action, Todo todo, String label) {
        return "<form method=\"post\" action=\"%s\"><input type=\"hidden\" name=\"id\" value=\"%d\"><button>%s</button></form>"
                .formatted(action, todo.id(), label);
    }

    /** Input is text, never markup. */
    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}

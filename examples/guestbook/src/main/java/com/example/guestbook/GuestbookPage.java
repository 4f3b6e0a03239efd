package com.example.guestbook;

import java.util.List;

/** The page: plain forms, which need no script. */
class GuestbookPage {
    private GuestbookPage() {}

    static String of(List<Entry> entries) {
        StringBuilder articles = new StringBuilder();
        for (Entry entry : entries) {
            articles.append(article(entry));
        }
        return """
                <!doctype html>
                <html lang="en">
                <head>
                  <meta charset="utf-8">
                  <meta name="viewport" content="width=device-width">
                  <title>Guest book</title>
                  <style>
                    body { font: 1.1rem system-ui, sans-serif; max-width: 36rem; margin: 3rem auto; padding: 0 1rem; }
                    article { border-top: 1px solid #ddd; padding: 1rem 0; overflow-wrap: anywhere; }
                    p { white-space: pre-wrap; }
                    img { max-width: 100%%; }
                    .write { display: grid; gap: .5rem; margin-bottom: 2rem; }
                    input, textarea, button { font: inherit; }
                    time, summary { color: #666; font-size: .9rem; }
                  </style>
                </head>
                <body>
                  <h1>Guest book</h1>
                  <form class="write" method="post" action="/entries" enctype="multipart/form-data">
                    <input name="name" maxlength="60" required placeholder="Your name" aria-label="Your name">
                    <textarea name="message" maxlength="1000" required rows="4" aria-label="Message"></textarea>
                    <input name="picture" type="file" accept="image/png,image/jpeg,image/gif" aria-label="Picture">
                    <button>Write</button>
                  </form>
                %s</body>
                </html>
                """
                .formatted(articles);
    }

    private static String article(Entry entry) {
        return """
                  <article>
                    <strong>%s</strong> <time>%s</time>
                    <p>%s</p>%s
                    <details><summary>Delete</summary>
                      <form method="post" action="/entries/%d/delete">
                        <input name="key" type="password" required placeholder="Moderator's key" aria-label="Key">
                        <button>Delete</button>
                      </form>
                    </details>
                  </article>
                """
                .formatted(escape(entry.name()), entry.writtenAt(), escape(entry.message()), image(entry), entry.id());
    }

    private static String image(Entry entry) {
        return entry.picture() == null ? "" : "\n    <img src=\"/pictures/" + entry.picture() + "\" alt=\"\">";
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

package com.example.notes;

import java.util.List;
import org.springframework.data.domain.Sort;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** {@code GET /} lists the notes as JSON; {@code POST /} adds the text in its body. */
@RestController
class NoteController {
    private static final int LONGEST = 1000;

    private final Notes notes;

    NoteController(Notes notes) {
        this.notes = notes;
    }

    @GetMapping("/")
    List<Note> all() {
        return notes.findAll(Sort.by("id"));
    }

    @PostMapping("/")
    @ResponseStatus(HttpStatus.CREATED)
    Note add(@RequestBody String text) {
        if (text.isBlank() || text.length() > LONGEST) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "A note has 1 to 1000 characters.");
        }
        return notes.save(new Note(text));
    }
}

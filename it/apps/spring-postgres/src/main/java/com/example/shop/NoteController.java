package com.example.shop;

import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class NoteController {

	private final NoteRepository notes;

	NoteController(NoteRepository notes) {
		this.notes = notes;
	}

	@GetMapping("/")
	String all() {
		return notes.findAll().stream().map(note -> note.text).collect(Collectors.joining(", "));
	}

	@PostMapping("/")
	void add(@RequestBody String text) {
		notes.save(new Note(text));
	}

}

package com.example.demo;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class HelloController {

	private final NoteRepository notes;

	HelloController(NoteRepository notes) {
		this.notes = notes;
	}

	@GetMapping("/")
	String hello() {
		Note note = notes.save(new Note("Hello from spring-boot-3-jpa"));
		return notes.findById(note.id).orElseThrow().text;
	}

}

package com.example.notes;

import org.springframework.data.jpa.repository.JpaRepository;

/** The notes in the database. */
public interface Notes extends JpaRepository<Note, Long> {}

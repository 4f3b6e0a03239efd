package com.example.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

@Entity
class Note {

	@Id
	@GeneratedValue
	Long id;

	String text;

	protected Note() {
	}

	Note(String text) {
		this.text = text;
	}

}

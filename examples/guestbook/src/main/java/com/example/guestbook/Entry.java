package com.example.guestbook;

import java.time.Instant;

/**
 * An entry of a guest.
 *
 * @param picture the name of a file in the folder, or null
 */
public record Entry(long id, String name, String message, String picture, Instant writtenAt) {}

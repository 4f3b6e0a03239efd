package com.example;

import io.dropwizard.core.Configuration;

public class HelloConfiguration extends Configuration {
}

package app;

import io.jooby.Jooby;

public class App extends Jooby {

  {
    get("/", ctx -> "Hello from jooby");
  }

  public static void main(final String[] args) {
    runApp(args, App::new);
  }

}

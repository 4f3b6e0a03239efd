CREATE TABLE entry (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       text NOT NULL,
  message    text NOT NULL,
  picture    text, -- a file's name in the folder
  written_at timestamptz NOT NULL DEFAULT now()
);

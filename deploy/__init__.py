"""Installing, showing and running Sekisho; nothing here is part of the installed programs."""

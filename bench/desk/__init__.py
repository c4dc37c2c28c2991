"""Remote desktops side by side: the same office screen, the same line, the same reader of the home PC's own screen."""

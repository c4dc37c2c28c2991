"""The claims that Sekisho makes, each as a test."""

"""A telephone that photographs a screen, from physics: light, lens, sensor, the phone's own processing, the chat app.

Knows pictures and optics. Does not know the mark, nor the reader, and imports neither. What each part rests on is said
in its file. Moiré is nowhere drawn: it comes out of stripes meeting a mosaic.
"""

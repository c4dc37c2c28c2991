"""The bake-off of coders on marked office screens: why each kind of content is coded as it is (`make bench-codecs`)."""

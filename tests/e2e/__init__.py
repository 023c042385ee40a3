"""The whole service as people meet it: a browser on a served site, from the home page to the letter in the inbox."""

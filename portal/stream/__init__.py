"""The portal's stream: a raw ASGI route beside Django, fed by one hub per process."""

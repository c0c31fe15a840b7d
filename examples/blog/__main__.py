from undercroft.serving.cli import main

from .blog import APPLICATION

if __name__ == "__main__":
    main(APPLICATION)

from undercroft.serving.cli import main

from . import APPLICATION

if __name__ == "__main__":
    main(APPLICATION)

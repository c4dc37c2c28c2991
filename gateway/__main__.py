"""`python -m gateway`, which is also `sekisho-gateway`."""

from gateway.cli.app import app


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()

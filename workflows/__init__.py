"""The use cases, one file per commit point. Functions over the ports in `workflows.ports` and `workflows.reading`."""

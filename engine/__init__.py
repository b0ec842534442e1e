"""The front door: the engine reads programmes, runs actions, keeps records. Outsiders import nothing else."""

__version__ = "0.1.0"

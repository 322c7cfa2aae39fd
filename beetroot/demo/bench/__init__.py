"""A throw-away newsroom of many sealed readers and one issue of 40 kB, for measuring the engine that sends it."""

from beetroot.demo.bench.founding import found
from beetroot.demo.bench.sending import Figures, Job, send

__all__ = ["Figures", "Job", "found", "send"]

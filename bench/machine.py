"""What a bench reads of the machine: its name in one line, and the CPU time of the server.

CPU time is read from Linux's /proc, where the server runs on this machine behind a socket;
elsewhere it is None and a table shows a dash. Nothing here measures anything by itself.
"""

import os
import platform
from pathlib import Path

import psycopg

Connection = psycopg.Connection[tuple[object, ...]]

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def machine_line(connection: Connection) -> str:
    """The machine in one line: CPU, cores, memory, system, PostgreSQL, Python and psycopg."""
    row = connection.execute("SHOW server_version").fetchone()
    return (
        f"{computer()}, PostgreSQL {row[0] if row else '?'}, "
        f"psycopg {psycopg.__version__} ({psycopg.pq.__impl__})"
    )


def computer() -> str:
    """The computer in one line: CPU, cores and load, memory, system and Python."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{_cpu_model()}, {os.cpu_count()} cores (load {load:.1f} then), {memory_gib:.0f} GiB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def _cpu_model() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def backend_cpu_s(connection: Connection) -> float | None:
    """CPU seconds so far of the one server process behind a connection, to the nanosecond where
    the kernel keeps that, else in ticks of about 10 ms.
    """
    process = _process_of(connection)
    if process is None:
        return None
    schedule = process / "schedstat"
    if schedule.exists():
        return int(schedule.read_text().split()[0]) / 1e9
    return _ticks(process.name, buried=False) / _TICKS_PER_S


def postmaster_of(connection: Connection) -> int | None:
    """The process id of the server's first process, or None when it is not on this machine."""
    process = _process_of(connection)
    if process is None:
        return None
    fields = (process / "stat").read_text().rpartition(") ")[2].split()
    return int(fields[1])


def server_cpu_s(postmaster: int) -> float:
    """CPU seconds of the postmaster, its living children, and those it has buried."""
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    ticks = _ticks(str(postmaster), buried=True)
    for pid in children:
        try:
            ticks += _ticks(pid, buried=False)
        except (FileNotFoundError, ProcessLookupError):
            continue  # It ended since the listing; the postmaster's next reading has its time.
    return ticks / _TICKS_PER_S


def _ticks(pid: str, *, buried: bool) -> int:
    # Fields 14 and 15 are the user and system time, 16 and 17 those of the children waited for.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return sum(map(int, fields[11 : 15 if buried else 13]))


def _process_of(connection: Connection) -> Path | None:
    process = Path(f"/proc/{connection.info.backend_pid}")
    on_a_socket = connection.info.host.startswith(("/", "@"))
    return process if on_a_socket and (process / "stat").exists() else None

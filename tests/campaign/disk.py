"""The disk under Redis, as it is when the power goes: only what was synced is still there.

    disk = Disk(folder)                       # before Redis starts
    redis.binary = disk.wrapper(redis.binary)
    …
    disk.cut_power()                          # from now on nothing becomes durable
    redis.kill()
    disk.forget_unsynced(data_folder)         # files cut back to their last completed fsync

Redis runs behind a seccomp filter that hands each `fsync` and `fdatasync` to us instead of to the
kernel. We sync the file ourselves, write down how long it was when the call came, and only then
let Redis go on. So what Redis was told is on disk, and what we hold to be on disk, is one thing,
whatever its policy: `always` waits for us before it answers, `everysec` asks once a second in a
thread of its own. Nothing is sampled and nothing is guessed from times.

**What the model holds:** a byte is durable once an fsync that began after it was written has
completed. A cut file may keep some of the bytes after that, as a real disk may (`torn`).

**What it leaves out:** the kernel writes pages back by itself, after some 30 s, so a real cut may
lose less than ours; renames and new files are durable at once, where a real file system orders
them with its journal; a disk that lies about its cache is no subject of software.

**Where it runs:** Linux 5.0 or newer on x86-64 and arm64, without root and without a compiler;
`available()` says so. `python disk.py SOCKET PROGRAM ARGUMENT…` is the wrapper: it may import
nothing but the standard library.
"""

import ctypes
import errno
import fcntl
import functools
import os
import platform
import select
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

# <linux/seccomp.h>, <linux/audit.h>, <linux/bpf_common.h>, <linux/prctl.h>
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_SET_MODE_FILTER = 1
SECCOMP_FILTER_FLAG_NEW_LISTENER = 1 << 3
RET_USER_NOTIF, RET_ALLOW = 0x7FC00000, 0x7FFF0000
NOTIF_RECV, NOTIF_SEND = 0xC0502100, 0xC0182101
LOAD_WORD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
NUMBER_AT, ARCH_AT = 0, 4
"""Where a filter finds the call's number and architecture (`struct seccomp_data`)."""
NOTIFICATION = "=QIIiIQ6Q"
"""id, pid, flags, then the call: number, architecture, instruction, six arguments."""
ANSWER = "=QqiI"
"""id, returned value, error, flags."""
SYNC_ONCE = "import os, sys; os.fsync(os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT))"
TRY_SECONDS = 60
"""For a program that only syncs once: a start of Python, even where all others go first."""


class Machine:
    """What differs between processors: the numbers of the system calls."""

    def __init__(self, audit: int, seccomp: int, fsync: int, fdatasync: int) -> None:
        self.audit, self.seccomp, self.fsync, self.fdatasync = audit, seccomp, fsync, fdatasync


MACHINES = {
    "x86_64": Machine(audit=0xC000003E, seccomp=317, fsync=74, fdatasync=75),
    "aarch64": Machine(audit=0xC00000B7, seccomp=277, fsync=82, fdatasync=83),
}


ACTIONS = Path("/proc/sys/kernel/seccomp/actions_avail")


@functools.cache
def available() -> bool:
    """Whether this machine lets us stand between a program and its disk; tried, not guessed."""
    if platform.machine() not in MACHINES or not ACTIONS.exists():
        return False
    if "user_notif" not in ACTIONS.read_text():
        return False
    with tempfile.TemporaryDirectory(prefix="disk-") as folder:
        disk = Disk(Path(folder))
        try:
            tried = subprocess.run(
                [disk.wrapper(Path(sys.executable)), "-c", SYNC_ONCE, Path(folder) / "file"],
                stderr=subprocess.DEVNULL,
                timeout=TRY_SECONDS,
            )
            return tried.returncode == 0 and disk.syncs == 1
        except subprocess.TimeoutExpired:
            return False
        finally:
            disk.close()


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("jump_true", ctypes.c_uint8),
        ("jump_false", ctypes.c_uint8),
        ("k", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("filter", ctypes.POINTER(_Instruction)))


def run_behind_filter(address: str, program: list[str]) -> None:
    """Become `program`, with its syncs handed to whoever listens at `address`.

    Raises:
        OSError: the kernel does not allow it.
    """
    machine = MACHINES[platform.machine()]
    instructions = (_Instruction * 7)(
        _Instruction(LOAD_WORD, 0, 0, ARCH_AT),
        _Instruction(JUMP_IF_EQUAL, 0, 4, machine.audit),
        _Instruction(LOAD_WORD, 0, 0, NUMBER_AT),
        _Instruction(JUMP_IF_EQUAL, 1, 0, machine.fsync),
        _Instruction(JUMP_IF_EQUAL, 0, 1, machine.fdatasync),
        _Instruction(RETURN, 0, 0, RET_USER_NOTIF),
        _Instruction(RETURN, 0, 0, RET_ALLOW),
    )
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    listener = libc.syscall(
        machine.seccomp,
        SECCOMP_SET_MODE_FILTER,
        SECCOMP_FILTER_FLAG_NEW_LISTENER,
        ctypes.byref(_Program(len(instructions), instructions)),
    )
    if listener < 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(address)
        socket.send_fds(line, [b"listener"], [listener])
    os.close(listener)
    os.execv(program[0], program)


class Disk:
    """What is durable of the files that one program (and its later starts) syncs."""

    def __init__(self, folder: Path) -> None:
        """Args: folder: for the wrapper and its socket; its path must be short (107 bytes)."""
        self._folder = folder
        self._address = folder / "disk.sock"
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self._address))
        self._door.listen()
        self._lock = threading.Lock()
        self._durable: dict[tuple[int, int], int] = {}
        """(device, inode) -> bytes that a power cut leaves"""
        self._powered = True
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._end, self._ending = os.pipe()
        self.delay = 0.0
        """seconds that each sync takes longer than it does"""
        self.syncs = 0
        self._thread = threading.Thread(target=self._serve, name="disk", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread; whoever still syncs then waits for ever, so end that first."""
        os.close(self._ending)
        self._thread.join()
        os.close(self._end)
        self._door.close()

    def wrapper(self, program: Path) -> Path:
        """A program that runs `program` on this disk."""
        path = self._folder / "on-disk"
        path.write_text(
            f'#!/bin/sh\nexec "{sys.executable}" -I -S "{__file__}" "{self._address}" '
            f'"{program}" "$@"\n'
        )
        path.chmod(0o700)
        return path

    def cut_power(self) -> None:
        """From now on no sync completes. Kill the program next."""
        with self._lock:
            self._powered = False

    def restore_power(self) -> None:
        """Syncs complete again."""
        with self._lock:
            self._powered = True

    def forget_unsynced(self, folder: Path, torn: float = 0.0) -> int:
        """Cut every file below `folder` back to what is durable; its writer must be dead.

        Args:
            torn: part of the bytes after the last sync that the disk kept all the same, 0 to 1.

        Returns:
            Bytes that are gone.
        """
        gone = 0
        for path in folder.rglob("*"):
            status = path.stat()
            if not stat.S_ISREG(status.st_mode):
                continue
            key = (status.st_dev, status.st_ino)
            durable = min(self._durable.get(key, 0), status.st_size)
            kept = durable + int((status.st_size - durable) * torn)
            os.truncate(path, kept)
            self._durable[key] = kept
            gone += status.st_size - kept
        return gone

    def _serve(self) -> None:
        """Take listeners that wrappers hand over, and answer their programs' syncs."""
        poll = select.poll()
        poll.register(self._end, select.POLLIN)
        poll.register(self._door, select.POLLIN)
        listeners: set[int] = set()
        while True:
            for ready, event in poll.poll():
                if ready == self._end:
                    for listener in listeners:
                        os.close(listener)
                    return
                if ready == self._door.fileno():
                    listener = self._accept()
                    listeners.add(listener)
                    poll.register(listener, select.POLLIN)
                elif event & select.POLLIN:
                    self._sync_one(ready)
                else:  # its last process is gone
                    poll.unregister(ready)
                    listeners.discard(ready)
                    os.close(ready)

    def _accept(self) -> int:
        line, _ = self._door.accept()
        with line:
            _, received, _, _ = socket.recv_fds(line, 16, 1)
        fcntl.fcntl(received[0], fcntl.F_SETFD, fcntl.FD_CLOEXEC)
        return received[0]

    def _sync_one(self, listener: int) -> None:
        notification = ctypes.create_string_buffer(struct.calcsize(NOTIFICATION))
        if self._libc.ioctl(listener, ctypes.c_ulong(NOTIF_RECV), notification) != 0:
            return  # killed meanwhile
        call = struct.unpack(NOTIFICATION, notification.raw)
        try:
            file = os.open(f"/proc/{call[1]}/fd/{call[6]}", os.O_RDONLY)
        except OSError:
            self._answer(listener, call[0], error=errno.EBADF)
            return
        try:
            status = os.fstat(file)
            os.fsync(file)
        finally:
            os.close(file)
        if self.delay:
            time.sleep(self.delay)
        with self._lock:
            if not self._powered:
                return  # it never hears of this one
            self.syncs += 1
            if stat.S_ISREG(status.st_mode):
                self._durable[status.st_dev, status.st_ino] = status.st_size
            self._answer(listener, call[0])

    def _answer(self, listener: int, call: int, error: int = 0) -> None:
        answer = ctypes.create_string_buffer(struct.pack(ANSWER, call, 0, -error, 0))
        self._libc.ioctl(listener, ctypes.c_ulong(NOTIF_SEND), answer)


if __name__ == "__main__":
    run_behind_filter(sys.argv[1], sys.argv[2:])

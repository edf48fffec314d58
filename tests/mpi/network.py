"""Runs a program under mpirun on several machines that are none: network namespaces of Linux, with a network between
them that delays packets and loses some. Needs root; nothing outside the namespaces is changed.

usage: network.py [--machines N] [--delay MS] [--loss PERCENT] [--rate MBIT] PROGRAM [ARGUMENT]...

Each namespace has one TUN device. What is sent there arrives here, and goes on to the machine it is for after the
delay, at most so fast out of each, or not at all. (The qdisc `netem`, which does that too, is not in every kernel.) A
line `cut K` on standard input takes machine K off the network, `kill K` kills the program there. Its exit code, and all
it prints, are those of mpirun, which runs on machine 0.
"""

import argparse
import contextlib
import fcntl
import heapq
import os
import pathlib
import random
import selectors
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
PACKET = 65536
MTU = 1500
NET = "10.77.0"


def call(*command):
    subprocess.run(command, check=True)


class Machine:
    """A namespace, and this side of its network device."""

    def __init__(self, number):
        self.number = number
        self.space = f"glassgpt-{os.getpid()}-{number}"
        self.address = f"{NET}.{number + 1}"
        self.busy_until = 0.0  # sending
        call("ip", "netns", "add", self.space)
        device = f"gpt{os.getpid()}"[:12] + f"n{number}"
        self.tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self.tun, TUNSETIFF, struct.pack("16sH", device.encode(), IFF_TUN | IFF_NO_PI))
        call("ip", "link", "set", device, "netns", self.space)
        for command in (
            f"link set {device} mtu {MTU} txqueuelen 10000 up",
            f"address add {self.address}/24 dev {device}",
            "link set lo up",
        ):
            call("ip", "-n", self.space, *command.split())

    def command(self):
        """What a command line begins with that runs here; the machine's name is its own, too."""
        return f"ip netns exec {self.space} unshare --uts sh -c 'hostname node{self.number}; exec \"$@\"' sh"

    def kill(self, name):
        """Kills the processes of that name here."""
        pids = subprocess.run(["ip", "netns", "pids", self.space], capture_output=True, text=True).stdout.split()
        for pid in pids:
            with contextlib.suppress(OSError):
                if pathlib.Path(f"/proc/{pid}/comm").read_text().strip() == name:
                    os.kill(int(pid), signal.SIGKILL)

    def remove(self):
        pids = subprocess.run(["ip", "netns", "pids", self.space], capture_output=True, text=True).stdout.split()
        for pid in pids:
            with contextlib.suppress(OSError):
                os.kill(int(pid), signal.SIGKILL)
        os.close(self.tun)
        call("ip", "netns", "delete", self.space)


class Network:
    def __init__(self, machines, arguments):
        self.machines = machines
        self.by_address = {bytes(map(int, machine.address.split("."))): machine for machine in machines}
        self.delay = arguments.delay / 1000
        self.loss = arguments.loss / 100
        self.seconds_a_byte = 8 / (arguments.rate * 1e6) if arguments.rate else 0.0
        self.random = random.Random(1)
        self.cut = set()
        self.under_way = []  # (when it arrives, in which order it was sent, packet, machine)
        self.sent = 0

    def take(self, source):
        """All packets that a machine has sent."""
        while True:
            try:
                packet = os.read(source.tun, PACKET)
            except BlockingIOError:
                return
            target = self.by_address.get(packet[16:20])
            if target is None or self.cut & {source.number, target.number} or self.random.random() < self.loss:
                continue
            source.busy_until = max(source.busy_until, time.monotonic()) + len(packet) * self.seconds_a_byte
            heapq.heappush(self.under_way, (source.busy_until + self.delay, self.sent, packet, target))
            self.sent += 1

    def deliver(self):
        """What has arrived by now. @return seconds until the next packet does, or None"""
        while self.under_way and self.under_way[0][0] <= time.monotonic():
            *_, packet, target = heapq.heappop(self.under_way)
            with contextlib.suppress(OSError):  # a full queue loses packets
                os.write(target.tun, packet)
        return max(self.under_way[0][0] - time.monotonic(), 0) if self.under_way else None


def obey(line, network, program):
    action, number = line.split()
    if action == "cut":
        network.cut.add(int(number))
    elif action == "kill":
        network.machines[int(number)].kill(pathlib.Path(program).name)


def run(process, network, program):
    with selectors.SelectSelector() as selector:
        for machine in network.machines:
            selector.register(machine.tun, selectors.EVENT_READ, machine)
        selector.register(sys.stdin, selectors.EVENT_READ)
        while process.poll() is None:
            wait = network.deliver()
            for key, _ in selector.select(0.1 if wait is None else min(wait, 0.1)):
                if key.data is not None:
                    network.take(key.data)
                elif line := sys.stdin.readline():
                    obey(line, network, program)
                else:
                    selector.unregister(sys.stdin)
    return process.returncode


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--machines", type=int, default=2)
    parser.add_argument("--delay", type=float, default=0, help="milliseconds, one way")
    parser.add_argument("--loss", type=float, default=0, help="percent of the packets")
    parser.add_argument("--rate", type=float, help="megabits a second that each machine sends")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()

    with contextlib.ExitStack() as stack:
        machines = []
        for number in range(arguments.machines):
            machines.append(Machine(number))
            stack.callback(machines[-1].remove)
        folder = pathlib.Path(tempfile.mkdtemp(prefix="glassgpt-network-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        agent = folder / "agent"  # in place of ssh: agent MACHINE COMMAND...
        cases = "".join(f"{machine.address}) exec {machine.command()} sh -c \"$*\";;\n" for machine in machines)
        agent.write_text(f"#!/bin/sh\nhost=$1\nshift\ncase $host in\n{cases}esac\n")
        agent.chmod(0o755)
        only = f"{NET}.0/24"
        options = ["--allow-run-as-root", "--mca", "plm_rsh_agent", agent, "--mca", "btl", "tcp,self"]
        options += ["--mca", "btl_tcp_if_include", only, "--mca", "oob_tcp_if_include", only]
        options += ["--host", ",".join(machine.address for machine in machines)]
        command = [*shlex.split(machines[0].command()), "mpirun", *map(str, options), *arguments.command]
        # Its standard input is not ours.
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        stack.callback(process.wait)
        stack.callback(process.kill)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # mpirun would wait for machines that are cut off
        return run(process, Network(machines, arguments), arguments.command[0])


if __name__ == "__main__":
    sys.exit(main())

"""The servers of against_peers.py: how each is started, what it calls a size, and what it has used of the processors."""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

CORES = os.cpu_count()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processor_seconds(root):
    """Of a process and all its descendants, those that have ended included."""
    parents, used = {}, {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = pathlib.Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry)] = int(stat[1])
            used[int(entry)] = sum(map(int, stat[11:15]))
    def below(pid):
        while pid not in (0, 1, root):
            pid = parents.get(pid, 0)
        return pid == root
    return sum(ticks for pid, ticks in used.items() if below(pid)) / os.sysconf("SC_CLK_TCK")


class Origin:
    """One server on a port of its own, over the originals `names` with their width and height. In a session of its own,
    too: the kernel shares the processors out by session."""

    name = ""

    def __init__(self, scratch, names, presets):
        self.scratch, self.names, self.presets = scratch, names, presets
        self.originals = scratch / "originals"
        self.port, self.process = free_port(), None

    def start(self):
        log = open(self.scratch / f"{self.name}.log", "ab")
        environment = os.environ | self.environment()
        self.process = subprocess.Popen([str(word) for word in self.command()], stdout=log, stderr=log, env=environment, start_new_session=True)
        for _ in range(200):
            time.sleep(0.05)
            if self.process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                continue
        self.stop()
        raise SystemExit(f"{self.name} does not start: {log.name}")

    def stop(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def used(self):
        return processor_seconds(self.process.pid)

    def environment(self):
        return {}

    def forms(self):
        return ("jpeg", "webp")


class Vitrine(Origin):
    """Starts with what the uploads left every time: the twins of progressive originals, and no variant, so that the
    intermediates of large ones are part of the work."""

    name = "vitrine"

    def __init__(self, scratch, names, presets, program):
        super().__init__(scratch, names, presets)
        self.program, self.data = program, scratch / "vitrine"

    def prepare(self):
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir()
        (self.data / "vitrine.toml").write_text("".join(
            f'[[preset]]\nname = "s-{side}"\nwidth = {side}\nheight = {side}\nfit = "inside"\nquality = {{ jpeg = 80, webp = 80 }}\n' for side in self.presets))
        stored = subprocess.run([self.program, "put", "--data", self.data, "--json"] + [self.originals / name for name in self.names],
                                capture_output=True, text=True)
        if stored.returncode:
            raise SystemExit(f"vitrined put: {stored.stderr}")
        shutil.copytree(self.data / "variants", self.data / "uploaded")
        self.ids = {pathlib.Path(image["file"]).name: image["image"] for image in json.loads(stored.stdout)["images"]}

    def start(self):
        shutil.rmtree(self.data / "variants")
        shutil.copytree(self.data / "uploaded", self.data / "variants")
        super().start()

    def command(self):
        return [self.program, "serve", "--data", self.data, "--listen", f"127.0.0.1:{self.port}"]

    def path(self, name, side, form):
        return f"/i/s-{side}/{self.ids[name]}.{'jpg' if form == 'jpeg' else form}"

    def version(self):
        return subprocess.run([self.program, "--version"], capture_output=True, text=True).stdout.split()[-1]


class Ipx(Origin):
    """One Node.js process; sharp renders on its pool of threads, as many as there are processors at once."""

    name = "ipx"

    def command(self):
        return ["node", self.scratch / "ipx/node_modules/.bin/ipx", "serve", "--dir", self.originals, "--host", "127.0.0.1", "--port", self.port]

    def path(self, name, side, form):
        # By the longer side: of a box larger than the picture ipx makes one of other proportions.
        width, height = self.names[name]
        return f"/{'w' if width >= height else 'h'}_{side},f_{form},q_80/{name}"

    def version(self):
        of = lambda package: json.loads((self.scratch / f"ipx/node_modules/{package}/package.json").read_text())["version"]
        return f"{of('ipx')} (sharp {of('sharp')})"


class Thumbor(Origin):
    """A process a core, files read directly, nothing stored."""

    name = "thumbor"

    def command(self):
        conf = self.scratch / "thumbor.conf"
        conf.write_text(f"LOADER = 'thumbor.loaders.file_loader'\nFILE_LOADER_ROOT_PATH = '{self.originals}'\n"
                        "STORAGE = 'thumbor.storages.no_storage'\nRESULT_STORAGE = None\nALLOW_UNSAFE_URL = True\nQUALITY = 80\nMAX_PIXELS = 100e6\n")
        return [self.scratch / "thumbor/bin/thumbor", "-c", conf, "-i", "127.0.0.1", "-p", self.port, "--processes", CORES]

    def path(self, name, side, form):
        return f"/unsafe/fit-in/{side}x{side}/filters:format({form}):quality(80)/{name}"

    def version(self):
        from importlib.metadata import version
        return f"{version('thumbor')} (Pillow {version('pillow')})"


class Nginx(Origin):
    """A worker a core. Its filter writes the format it read: JPEG here."""

    name = "nginx"

    def command(self):
        conf, run = self.scratch / "nginx.conf", self.scratch / "nginx/run"
        run.mkdir(exist_ok=True)
        temporary = "".join(f" {kind}_temp_path {run}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        conf.write_text(f"load_module {self.scratch}/nginx/usr/lib/nginx/modules/ngx_http_image_filter_module.so;\n"
                        f"daemon off; worker_processes {CORES}; pid {run}/pid; error_log {run}/error.log; user root;\n"
                        "events { worker_connections 512; }\n"
                        f"http {{ access_log off; types {{ image/jpeg jpg; }}{temporary} keepalive_requests 1000000;\n"
                        f"  server {{ listen 127.0.0.1:{self.port};\n"
                        f'    location ~ "^/resize/(?<side>\\d+)/(?<name>.+)$" {{ alias {self.originals}/$name; image_filter resize $side $side;\n'
                        "      image_filter_jpeg_quality 80; image_filter_buffer 64M; } } }\n")
        return [nginx_program(), "-c", conf, "-p", run]

    def path(self, name, side, form):
        return f"/resize/{side}/{name}"

    def version(self):
        return subprocess.run([nginx_program(), "-v"], capture_output=True, text=True).stderr.strip().rpartition("/")[2]

    def forms(self):
        return ("jpeg",)


def nginx_program():
    return shutil.which("nginx") or "/usr/sbin/nginx"


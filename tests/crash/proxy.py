"""A Unix socket before that of PostgreSQL, which passes messages on and can cut a connection at the
N-th message of its client: before the server sees it, or when the server has done what it says and
its answer is on the way."""
import os
import socket
import struct
import threading

NAME = ".s.PGSQL.5432"
READY = b"Z\0\0\0\5" # and one byte more: the end of an answer


class Proxy:
    """messages: what clients sent, as (type, text). at: the number of the message, from 1, at which
    to cut; 0: none. answered: cut after the server's answer, not before the message."""

    def __init__(self, folder, server_folder, at=0, answered=False):
        os.makedirs(folder, exist_ok=True)
        self.path, self.server = os.path.join(folder, NAME), os.path.join(server_folder, NAME)
        self.at, self.answered, self.messages, self.cut = at, answered, [], False
        self.lock = threading.Lock()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        os.chmod(self.path, 0o777)
        self.listener.listen(16)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            Connection(self, client).start()

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        os.unlink(self.path)

    def is_cut_at(self, kind, text):
        with self.lock:
            self.messages.append((kind, text))
            self.cut = self.cut or len(self.messages) == self.at
            return len(self.messages) == self.at


class Connection:
    def __init__(self, proxy, client):
        self.proxy, self.client = proxy, client
        self.server = socket.socket(socket.AF_UNIX)
        self.server.connect(proxy.server)
        self.answered, self.silent = threading.Event(), False

    def start(self):
        threading.Thread(target=self.forward, daemon=True).start()
        threading.Thread(target=self.answer, daemon=True).start()

    def end(self):
        for one in (self.client, self.server):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def exactly(self, count):
        data = b""
        while len(data) < count:
            piece = self.client.recv(count - len(data))
            if not piece:
                raise ConnectionError
            data += piece
        return data

    def message(self, first):
        """The client's next one: its type and its bytes. The first has no type."""
        head = b"" if first else self.exactly(1)
        size = self.exactly(4)
        return head.decode(), head + size + self.exactly(struct.unpack("!I", size)[0] - 4)

    def forward(self):
        try:
            first = True
            while True:
                kind, data = self.message(first)
                first = False
                if self.proxy.is_cut_at(kind, data[5:45]):
                    self.cut(kind, data)
                    return
                self.server.sendall(data)
        except OSError:
            self.end()

    def cut(self, kind, data):
        if self.proxy.answered:
            self.silent = True
            self.answered.clear()
            self.server.sendall(data)
            self.answered.wait(0.05 if kind == "d" else 1)
        self.end()

    def answer(self):
        try:
            while data := self.server.recv(65536):
                if not self.silent:
                    self.client.sendall(data)
                if data[-6:-1] == READY:
                    self.answered.set()
        except OSError:
            pass
        self.end()

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { S3 } from '@aws-sdk/client-s3';
import { createClient } from '@redis/client';

const run = promisify(execFile);
const LOCK_SERVERS = ['/usr/bin/redis-server', '/usr/bin/valkey-server'];
const PROGRAMS = ['proxy-server', 'account-server', 'container-server', 'object-server'].map(
  (name) => `/usr/bin/swift-${name}`,
);

/** Whether Redis or Valkey is installed. */
export const hasLockServer = LOCK_SERVERS.some((path) => existsSync(path));

/** Whether OpenStack Swift, memcached and Redis or Valkey are installed (setup/debian-packages.mjs installs them). */
export const hasObjectStoreServers =
  hasLockServer && [...PROGRAMS, '/usr/bin/memcached'].every((path) => existsSync(path));

/** A server that tests can take away and bring back. */
export interface Server {
  /** Ends it hard, as a power cut would. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** It keeps its connections and answers nothing. */
  freeze(): void;
  thaw(): void;
}

/** A real object store (OpenStack Swift with its S3 interface) and a real lock server on this machine. */
export interface ObjectStoreServers {
  readonly endpoint: string;
  readonly lockUrl: string;
  readonly credentialsFile: string;
  readonly store: Server;
  readonly lock: LockServer;
  readonly client: S3;
  newBucket(): Promise<string>;
  end(): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const START_MS = 120_000;

const listens = async (port: number, program: ChildProcess): Promise<void> => {
  const started = performance.now();
  for (;;) {
    const answered = await new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        done(true);
      }).once('error', () => done(false));
    });
    if (answered) return;
    if (program.exitCode !== null || performance.now() - started > START_MS)
      throw new Error(`${program.spawnargs.join(' ')} does not listen on ${String(port)}`);
    await delay(50);
  }
};

/** A program that listens on a port. */
const server = (command: string, args: readonly string[], port: number): Server => {
  let program: ChildProcess | null = null;
  return {
    async start() {
      program = spawn(command, args, { stdio: 'ignore' });
      await listens(port, program);
    },
    async stop() {
      const running = program;
      program = null;
      if (running === null || running.exitCode !== null || running.signalCode !== null) return;
      const ended = new Promise((done) => running.once('exit', done));
      running.kill('SIGKILL');
      await ended;
    },
    freeze: () => void program?.kill('SIGSTOP'),
    thaw: () => void program?.kill('SIGCONT'),
  };
};

const SECRET = { accessKeyId: 'einwurf:intake', secretAccessKey: 'only-for-tests' };

const section = (name: string, settings: Readonly<Record<string, string | number>>): string =>
  `[${name}]\n${Object.entries(settings)
    .map(([key, value]) => `${key} = ${String(value)}\n`)
    .join('')}\n`;

const common = (folder: string, port: number) => ({
  bind_ip: '127.0.0.1',
  bind_port: port,
  workers: 0,
  user: userInfo().username,
  swift_dir: folder,
  log_address: join(folder, 'no-log'),
});

const proxyConfig = (folder: string, port: number, memcached: number): string =>
  section('DEFAULT', common(folder, port)) +
  section('pipeline:main', { pipeline: 'cache s3api tempauth slo proxy-server' }) +
  section('app:proxy-server', { use: 'egg:swift#proxy', account_autocreate: 'true' }) +
  section('filter:cache', {
    use: 'egg:swift#memcache',
    memcache_servers: `127.0.0.1:${String(memcached)}`,
  }) +
  section('filter:s3api', { use: 'egg:swift#s3api', location: 'eu', allow_no_owner: 'true' }) +
  section('filter:tempauth', {
    use: 'egg:swift#tempauth',
    user_einwurf_intake: `${SECRET.secretAccessKey} .admin`,
  }) +
  section('filter:slo', { use: 'egg:swift#slo' });

const storageConfig = (folder: string, name: string, port: number): string =>
  section('DEFAULT', {
    ...common(folder, port),
    devices: join(folder, 'devices'),
    mount_check: 'false',
    disable_fallocate: 'true',
    fallocate_reserve: 0,
  }) +
  section('pipeline:main', { pipeline: `${name}-server` }) +
  section(`app:${name}-server`, { use: `egg:swift#${name}`, recon_cache_path: folder });

/** One device, one copy: what a test needs of a store that is made for many. */
const RINGS = `
import sys
from swift.common.ring import RingBuilder
for name, port in (pair.split(':') for pair in sys.argv[2:]):
    builder = RingBuilder(1, 1, 0)
    builder.add_dev({'id': 0, 'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': int(port),
                     'replication_ip': '127.0.0.1', 'replication_port': int(port),
                     'device': 'd1', 'weight': 1.0, 'meta': ''})
    builder.rebalance()
    builder.get_ring().save(f'{sys.argv[1]}/{name}.ring.gz')
`;

const startSwift = async (
  folder: string,
): Promise<{ proxy: Server; all: Server[]; port: number }> => {
  await mkdir(join(folder, 'devices', 'd1'), { recursive: true });
  const swift = { swift_hash_path_prefix: 'einwurf', swift_hash_path_suffix: 'einwurf' };
  const policy = section('storage-policy:0', { name: 'one', default: 'yes' });
  await writeFile(join(folder, 'swift.conf'), section('swift-hash', swift) + policy);
  const memcachedPort = await freePort();
  const args = ['-u', 'nobody', '-l', '127.0.0.1', '-p', String(memcachedPort), '-U', '0'];
  const all = [server('/usr/bin/memcached', args, memcachedPort)];
  const rings: string[] = [];
  for (const name of ['account', 'container', 'object']) {
    const port = await freePort();
    rings.push(`${name}:${String(port)}`);
    const config = join(folder, `${name}-server.conf`);
    await writeFile(config, storageConfig(folder, name, port));
    all.push(server(`/usr/bin/swift-${name}-server`, [config], port));
  }
  // Debian's own Python: another one on the path does not know Swift.
  await run('/usr/bin/python3', ['-c', RINGS, folder, ...rings]);
  const port = await freePort();
  const config = join(folder, 'proxy-server.conf');
  await writeFile(config, proxyConfig(folder, port, memcachedPort));
  const proxy = server('/usr/bin/swift-proxy-server', [config], port);
  all.push(proxy);
  await Promise.all(all.map((one) => one.start()));
  return { proxy, all, port };
};

/** A lock server of one's own. */
export interface LockServer extends Server {
  readonly url: string;
  /** The names of everything locked. */
  keys(): Promise<readonly string[]>;
  end(): Promise<void>;
}

/** Starts Redis or Valkey; call `end`. */
export const startLockServer = async (): Promise<LockServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'einwurf-lock-'));
  const port = await freePort();
  const program = LOCK_SERVERS.find((path) => existsSync(path)) ?? '';
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const lock = server(program, args, port);
  await lock.start();
  const url = `redis://127.0.0.1:${String(port)}`;
  return {
    ...lock,
    url,
    async keys() {
      const client = await createClient({ url }).connect();
      const names = await client.keys('*');
      await client.close();
      return names;
    },
    async end() {
      lock.thaw();
      await lock.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** Starts the servers; call `end`. What is stored stays where a folder is given, and is found there again. */
export const startObjectStoreServers = async (kept?: string): Promise<ObjectStoreServers> => {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'einwurf-store-')));
  const swift = await startSwift(folder);
  const lock = await startLockServer();
  const endpoint = `http://127.0.0.1:${String(swift.port)}`;
  const credentialsFile = join(folder, 'credentials.json');
  await writeFile(credentialsFile, JSON.stringify(SECRET));
  const client = new S3({
    endpoint,
    region: 'eu',
    forcePathStyle: true,
    credentials: SECRET,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  let buckets = 0;
  return {
    endpoint,
    lockUrl: lock.url,
    credentialsFile,
    store: swift.proxy,
    lock,
    client,
    async newBucket() {
      buckets += 1;
      const Bucket = `einwurf-${String(buckets)}`;
      await client.createBucket({ Bucket }).catch((error: unknown) => {
        if (kept === undefined) throw error;
      });
      return Bucket;
    },
    async end() {
      client.destroy();
      await lock.end();
      for (const one of swift.all) {
        one.thaw();
        await one.stop();
      }
      if (kept === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
};

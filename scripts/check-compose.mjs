// Checks docker-compose.yml and the Dockerfile without an engine: every service has a health check, every build target
// and every copied path exists, every setting is one that the product knows, every library is in the image.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from './lib/paths.mjs';
import { SETTING_NAMES } from './lib/settings.mjs';

const SERVICES = ['postgres', 'redis', 'api', 'worker', 'web'];
const read = (name) => readFileSync(join(ROOT, name), 'utf8');

function checkServices(services, targets) {
  const faults = SERVICES.filter((name) => services[name] === undefined).map(
    (name) => `service ${name} is missing`,
  );
  for (const [name, service] of Object.entries(services)) {
    if (service.healthcheck?.test === undefined) faults.push(`${name} has no health check`);
    if (service.build === undefined && service.image === undefined)
      faults.push(`${name} has neither build nor image`);
    if (service.build !== undefined && !targets.includes(service.build.target)) {
      faults.push(`${name} is built from ${service.build.target}, which the Dockerfile lacks`);
    }
    for (const other of Object.keys(service.depends_on ?? {})) {
      if (services[other] === undefined) faults.push(`${name} depends on ${other}, which is no service`);
    }
  }
  for (const name of ['api', 'worker']) {
    const unknown = Object.keys(services[name]?.environment ?? {}).filter(
      (key) => !SETTING_NAMES.includes(key),
    );
    faults.push(...unknown.map((key) => `${name} sets ${key}, which is no setting`));
  }
  return faults;
}

function checkVolumes({ services, volumes }) {
  const named = Object.values(services).flatMap((service) => service.volumes ?? []);
  return named
    .map((volume) => volume.split(':')[0])
    .filter((name) => /^[a-z]/.test(name) && volumes[name] === undefined)
    .map((name) => `volume ${name} is not declared`);
}

function checkDockerfile(text) {
  const own = [...text.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, paths]) =>
    paths.split(' ').slice(0, -1),
  );
  const faults = own
    .filter((path) => !existsSync(join(ROOT, path)))
    .map((path) => `${path} is copied but missing`);
  for (const lib of readdirSync(join(ROOT, 'libs'))) {
    for (const path of [`libs/${lib}/package.json`, `libs/${lib}/dist`]) {
      if (!text.includes(path)) faults.push(`the image lacks ${path}`);
    }
  }
  return faults;
}

const dockerfile = read('Dockerfile');
const targets = [...dockerfile.matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, name]) => name);
const compose = parse(read('docker-compose.yml'), { merge: true });
const faults = [
  ...checkServices(compose.services, targets),
  ...checkVolumes(compose),
  ...checkDockerfile(dockerfile),
];
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

// The benchmark's sources import the API as `../src/…`; compiled into dist/bench they find it at `dist/…`.
import { register } from 'node:module';

const hook = `
export function resolve(specifier, context, next) {
  const inBench = context.parentURL?.includes('/apps/api/dist/bench/');
  return next(inBench ? specifier.replace(/^((?:\\.\\.\\/)+)src\\//, '$1') : specifier, context);
}`;

register(`data:text/javascript,${encodeURIComponent(hook)}`);

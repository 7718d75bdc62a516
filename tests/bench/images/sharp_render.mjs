// The other side of against_sharp.py: the same renders by sharp, one thread, no cache, its own defaults else.
//   node sharp_render.mjs ROUNDS FORMAT SIDE FILE OUT      microseconds of processor time a render, one a line
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
const sharp = createRequire(process.cwd() + '/')('sharp');

const [rounds, format, side, file, out] = process.argv.slice(2);
sharp.cache(false);
sharp.concurrency(1);
const source = readFileSync(file);
const render = () =>
  sharp(source)
    .rotate()
    .resize({ width: +side, height: +side, fit: 'inside', withoutEnlargement: true })
    .toFormat(format, { quality: 80 })
    .toBuffer();

let bytes = await render();
for (let i = 0; i < +rounds; ++i) {
  const before = process.cpuUsage();
  bytes = await render();
  const used = process.cpuUsage(before);
  console.log(used.user + used.system);
}
writeFileSync(out, bytes);

// Addresses as imgproxy's own builder makes them, and what each has to come to for a picture of 800 x 600 pixels by
// imgproxy's documentation. `node imgproxy_vectors.mjs` prints imgproxy_vectors.json, which tst_imgproxy.cpp reads;
// `--check` compares the two.
import { readFileSync } from 'node:fs';
import { generateImageUrl } from '@imgproxy/imgproxy-node';

const image = 'abcdef0123456789abcdef0123456789';
const key = '736563726574736563726574736563726574';
const salt = '68656C6C6F';

const cases = [
    [{ resize: { resizing_type: 'fit', width: 400, height: 400 } }, { size: [400, 300] }],
    [{ resize: { resizing_type: 'fit', width: 400, height: 0 } }, { size: [400, 300] }],
    [{ resize: { resizing_type: 'fit', width: 1600, height: 1600 } }, { size: [800, 600] }],
    [{ resize: { resizing_type: 'fill', width: 300, height: 200 } }, { size: [300, 200], fit: 'cover' }],
    [{ resize: { resizing_type: 'fill', width: 1000, height: 200 } }, { size: [800, 200], fit: 'cover' }],
    [{ resize: { resizing_type: 'fill', width: 1000, height: 200, enlarge: true } }, { size: [1000, 200], fit: 'cover', enlarge: true }],
    [{ resize: { resizing_type: 'fill-down', width: 1000, height: 200 } }, { size: [800, 160], fit: 'cover' }],
    [{ resize: { resizing_type: 'force', width: 100, height: 500 } }, { size: [100, 500] }],
    [{ resize: { resizing_type: 'force', width: 100, height: 0 } }, { size: [100, 600] }],
    [{ resize: { resizing_type: 'auto', width: 300, height: 400 } }, { size: [300, 225] }],
    [{ resize: { resizing_type: 'auto', width: 400, height: 200 } }, { size: [400, 200], fit: 'cover' }],
    [{ size: { width: 1600, height: 0, enlarge: true } }, { size: [1600, 1200], enlarge: true }],
    [{ resizing_type: 'fill', width: 300, height: 200, gravity: { type: 'sm' } }, { size: [300, 200], fit: 'cover', crop: 'attention' }],
    [{ resizing_type: 'fill', width: 300, height: 200, gravity: { type: 'fp', x: 0.2, y: 0.3 } }, { size: [300, 200], fit: 'cover', crop: 'focus', focus: [0.5, 100 / 225] }],
    [{ resizing_type: 'fill', width: 300, height: 200, gravity: { type: 'no' } }, { size: [300, 200], fit: 'cover', crop: 'focus', focus: [0.5, 100 / 225] }],
    [{ resizing_type: 'fill', width: 300, height: 200, gravity: { type: 'so', x_offset: 0, y_offset: 5 } }, { size: [300, 200], fit: 'cover', crop: 'focus', focus: [0.5, 120 / 225] }],
    [{ resizing_type: 'fill', width: 100, height: 300, gravity: { type: 'noea', x_offset: 0.1 } }, { size: [100, 300], fit: 'cover', crop: 'focus', focus: [310 / 400, 0.5] }],
    [{ crop: { width: 0.5, height: 0.5, gravity: { type: 'nowe' } }, width: 200 }, { region: [0, 0, 400, 300], size: [200, 150] }],
    [{ crop: { width: 300, height: 0 } }, { region: [250, 0, 300, 600], size: [300, 600] }],
    [{ crop: { width: 300, height: 100 }, gravity: { type: 'soea' } }, { region: [500, 500, 300, 100], size: [300, 100] }],
    [{ width: 300, dpr: 2 }, { size: [600, 450] }],
    [{ width: 300, dpr: 4 }, { size: [800, 600] }],
    [{ width: 300, dpr: 4, enlarge: true }, { size: [1200, 900], enlarge: true }],
    [{ resizing_type: 'fill', width: 200, height: 200, dpr: 2 }, { size: [400, 400], fit: 'cover' }],
    [{ size: { width: 1000, height: 1000 }, extend: { extend: true } }, { size: [800, 600], padding: [200, 100, 200, 100] }],
    [{ size: { width: 1000, height: 1000 }, extend: { extend: true, gravity: { type: 'no' } } }, { size: [800, 600], padding: [0, 100, 400, 100] }],
    [{ padding: { top: 10, right: 20 } }, { size: [800, 600], padding: [10, 20, 10, 20] }],
    [{ padding: { top: 10, right: 20, bottom: 30, left: 40 }, width: 200, dpr: 2 }, { size: [400, 300], padding: [20, 40, 60, 80] }],
    [{ background: 'ff8000' }, { size: [800, 600], background: 'ff8000' }],
    [{ background: { r: 255, g: 128, b: 7 } }, { size: [800, 600], background: 'ff8007' }],
    [{ blur: 1.5, sharpen: 0.5 }, { size: [800, 600], blur: 1.5, sharpen: 0.5 }],
    [{ quality: 71, format: 'webp' }, { size: [800, 600], type: 'image/webp', quality: { jpeg: 71, webp: 71, avif: 71 } }],
    [{ quality: 71, format_quality: { avif: 41 }, format: 'avif' }, { size: [800, 600], type: 'image/avif', quality: { jpeg: 71, avif: 41 } }],
    [{ max_bytes: 5000, format: 'png' }, { size: [800, 600], type: 'image/png', maxBytes: 5000 }],
    [{ preset: ['tile-340'] }, { size: [340, 340], fit: 'cover' }],
    [{ preset: ['tile-340'], width: 100 }, { size: [100, 340], fit: 'cover' }],
    [{ cachebuster: 'v7', auto_rotate: true, strip_metadata: true, strip_color_profile: true }, { size: [800, 600] }],
];

const vectors = [];
for (const [options, expected] of cases) {
    // The builder wants the qualities of formats as a list of pairs.
    if (options.format_quality)
        options.format_quality = Object.entries(options.format_quality).map(([format, quality]) => ({ format, quality }));
    for (const displayAs of ['plain', 'base64']) {
        const url = generateImageUrl({ endpoint: 'http://origin/imgproxy', url: { value: image, displayAs }, options, key, salt });
        vectors.push({ url: url.slice('http://origin'.length), expected });
    }
}
const lines = vectors.map((vector) => '  ' + JSON.stringify(vector));
const text = `{"key": "${key}", "salt": "${salt}", "vectors": [\n${lines.join(',\n')}\n]}\n`;
if (!process.argv.includes('--check')) {
    process.stdout.write(text);
} else if (readFileSync(new URL('imgproxy_vectors.json', import.meta.url), 'utf8') !== text) {
    console.error('imgproxy_vectors.json is not what imgproxy_vectors.mjs makes: run it again');
    process.exit(1);
} else {
    console.log(`${vectors.length} addresses of imgproxy's builder are as committed`);
}

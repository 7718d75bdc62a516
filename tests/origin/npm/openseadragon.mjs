// OpenSeadragon in headless Chromium looks at a picture of a real origin that answers strangers nothing but what its
// info.json lists: every tile must come, and the canvas must show the picture's colours where they belong, whole and at
// full size. Then Chromium looks at single pictures by signed IIIF and imgproxy addresses: what a real worker makes of
// regions, mirrors, turns, crops and margins. usage: node openseadragon.mjs VITRINED SCREENSHOT.png
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

const [vitrined, screenshot] = process.argv.slice(2);
const width = 2301, height = 1703, viewSide = 800;
const script = readFileSync(createRequire(import.meta.url).resolve('openseadragon/build/openseadragon/openseadragon.min.js'));
const dir = mkdtempSync(join(tmpdir(), 'vitrine-openseadragon-'));
const children = [];
let failures = 0;

function check(good, what) {
    console.log(`${good ? 'ok  ' : 'FAIL'} ${what}`);
    failures += good ? 0 : 1;
}

// Red grows to the right, green downwards; blue tells 512-pixel tiles apart.
const colourAt = (x, y) => [Math.round((255 * x) / width), Math.round((255 * y) / height), ((x >> 9) + (y >> 9)) % 2 ? 200 : 40];

// Of PNG's chunks (ISO 15948, annex D).
function crc32(bytes) {
    let crc = 0xffffffff;
    for (const byte of bytes) {
        crc ^= byte;
        for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return (crc ^ 0xffffffff) >>> 0;
}

function picture() {
    const rows = Buffer.alloc(height * (1 + width * 3));
    for (let y = 0, at = 0; y < height; ++y) {
        ++at; // no filter
        for (let x = 0; x < width; ++x)
            for (const part of colourAt(x, y)) rows[at++] = part;
    }
    const chunk = (type, data) => {
        const body = Buffer.concat([Buffer.from(type), data]);
        const ends = Buffer.alloc(8);
        ends.writeUInt32BE(data.length, 0);
        ends.writeUInt32BE(crc32(body), 4);
        return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
    };
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([8, 2], 8);
    return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function startOrigin() {
    const process = spawn(vitrined, ['serve', '--data', dir, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(process);
    return new Promise((resolve, reject) => {
        let out = '';
        process.stdout.on('data', (data) => {
            out += data;
            const line = /^listening (\S+)/m.exec(out);
            if (line) resolve(line[1]);
        });
        process.on('exit', (code) => reject(new Error(`vitrined ended with ${code}`)));
    });
}

// Runs inside the page. Each view: where the viewer looks, in the picture's pixels, and which points it must show there.
async function look(info, views, singles) {
    const viewer = OpenSeadragon({ id: 'view', tileSources: [info], drawer: 'canvas', crossOriginPolicy: 'Anonymous', showNavigationControl: false, animationTime: 0, blendTime: 0, immediateRender: true, imageSmoothingEnabled: false });
    const result = { loaded: 0, failed: [], shown: [] };
    viewer.addHandler('tile-loaded', () => ++result.loaded);
    viewer.addHandler('tile-load-failed', (event) => result.failed.push(`${event.tile.getUrl()}: ${event.message}`));
    viewer.addHandler('open-failed', (event) => report({ error: `open failed: ${event.message}` }));
    await new Promise((resolve) => viewer.addOnceHandler('open', resolve));
    const item = viewer.world.getItemAt(0);
    const settled = () => new Promise((resolve) => {
        const poll = () => (item.getFullyLoaded() && !viewer.isAnimating?.() ? requestAnimationFrame(() => requestAnimationFrame(resolve)) : setTimeout(poll, 50));
        setTimeout(poll, 200);
    });
    for (const { look: [x, y, w, h], points } of views) {
        viewer.viewport.fitBounds(item.imageToViewportRectangle(x, y, w, h), true);
        viewer.forceRedraw();
        await settled();
        const canvas = viewer.drawer.canvas, context = canvas.getContext('2d');
        const scale = canvas.width / viewer.container.clientWidth;
        for (const [px, py] of points) {
            const at = item.imageToViewerElementCoordinates(new OpenSeadragon.Point(px + 0.5, py + 0.5));
            result.shown.push({ point: [px, py], colour: [...context.getImageData(Math.floor(at.x * scale), Math.floor(at.y * scale), 1, 1).data] });
        }
        result.png ??= canvas.toDataURL('image/png');
    }
    result.size = [item.source.width, item.source.height];
    result.singles = [];
    for (const { url, points } of singles) {
        const image = new Image();
        image.crossOrigin = 'anonymous';
        image.src = url;
        await image.decode().catch(() => {});
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [image.naturalWidth || 1, image.naturalHeight || 1];
        const context = canvas.getContext('2d');
        if (image.naturalWidth) context.drawImage(image, 0, 0);
        result.singles.push({ size: [image.naturalWidth, image.naturalHeight], colours: points.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data]) });
    }
    report(result);
}

// What single addresses must show: their size, and at some points a colour (null: whatever) of red, green, blue, alpha.
function expectations(image) {
    const at = (x, y) => [...colourAt(x, y).slice(0, 2), null, 255];
    const iiif = (rest) => `/iiif/3/${image}/${rest}`;
    const imgproxy = (options, extension) => `/imgproxy/${options}/plain/${image}@${extension}`;
    const fill = 300 / height; // of a square of 300
    return [
        { path: iiif('100,200,400,300/200,150/0/default.png'), size: [200, 150], points: [[0, 0, at(101, 201)], [199, 0, at(499, 201)], [100, 149, at(301, 499)]] },
        { path: iiif('100,200,400,300/max/90/default.png'), size: [300, 400], points: [[0, 0, at(100, 499)], [299, 0, at(100, 200)], [0, 399, at(499, 499)]] },
        { path: iiif('100,200,400,300/max/!0/default.png'), size: [400, 300], points: [[0, 0, at(499, 200)], [399, 299, at(100, 499)]] },
        { path: iiif('100,200,400,300/max/!90/default.png'), size: [300, 400], points: [[0, 0, at(499, 499)], [299, 399, at(100, 200)]] },
        { path: iiif('100,200,400,300/max/180/default.webp'), size: [400, 300], points: [[2, 2, at(497, 497)], [397, 297, at(102, 202)]] },
        { path: iiif('full/%5E2400,/0/default.jpg'), size: [2400, 1776], points: [[1200, 888, at(1150, 850)]] },
        { path: iiif('full/300,300/0/default.jpg'), size: [300, 300], points: [[150, 150, at(1154, 853)], [20, 280, at(157, 1589)]] },
        { path: iiif('0,0,400,400/40,40/0/gray.png'), size: [40, 40], points: [[35, 35, [null, null, null, 255]]], gray: true },
        { path: iiif('100,200,400,300/max/45/default.png'), size: [495, 495], points: [[1, 1, [null, null, null, 0]], [247, 247, at(300, 350)]] },
        { path: imgproxy('rs:fill:300:300/g:we', 'png'), size: [300, 300], points: [[10, 10, at(10.5 / fill, 10.5 / fill)], [290, 290, at(290.5 / fill, 290.5 / fill)]] },
        { path: imgproxy('rs:fill:300:300/g:ea', 'webp'), size: [300, 300], points: [[290, 10, at(width - 9.5 / fill, 10.5 / fill)]] },
        { path: imgproxy('c:400:300:nowe:100:200/w:200', 'png'), size: [200, 150], points: [[0, 0, at(101, 201)], [199, 149, at(499, 499)]] },
        { path: imgproxy('s:100:100:0:1/bg:ff0000', 'png'), size: [100, 100], points: [[50, 4, [255, 0, 0, 255]], [50, 95, [255, 0, 0, 255]], [50, 50, at(1161, 862)]] },
        { path: imgproxy('w:100/pd:5:10/bg:0:0:255', 'png'), size: [120, 84], points: [[4, 40, [0, 0, 255, 255]], [60, 2, [0, 0, 255, 255]]] },
        { path: imgproxy('rs:force:50:300', 'jpg'), size: [50, 300], points: [[25, 150, at(1173, 853)]] },
        { path: imgproxy('raw:1', 'png'), size: [width, height], points: [[1500, 900, at(1500, 900)]] },
    ];
}

function checkSingle({ path, size, points, gray }, seen) {
    const sized = size.every((side, i) => Math.abs(side - seen.size[i]) <= (path.includes('/45/') ? 3 : 0));
    check(sized, `${path} has ${seen.size.join(' x ')} pixels, ${size.join(' x ')} are wanted`);
    points.forEach(([x, y, wanted], i) => {
        const colour = seen.colours[i];
        const near = wanted.every((part, band) => part === null || Math.abs(part - colour[band]) <= 12);
        check(near && (!gray || (colour[0] === colour[1] && colour[1] === colour[2])), `${path} shows ${colour} at ${x},${y}, wanted is ${wanted}`);
    });
}

function lookWithChromium(info, views, singles) {
    const page = `<!doctype html><meta charset=utf-8><style>body{margin:0}#view{width:${viewSide}px;height:${viewSide}px}</style><div id=view></div>
<script src=/openseadragon.js></script><script>
const report = (result) => fetch('/report', {method: 'POST', body: JSON.stringify(result)});
addEventListener('error', (event) => report({error: event.message}));
addEventListener('unhandledrejection', (event) => report({error: String(event.reason)}));
(${look})(${JSON.stringify(info)}, ${JSON.stringify(views)}, ${JSON.stringify(singles)});</script>`;
    return new Promise((resolve, reject) => {
        const server = createServer((request, response) => {
            if (request.url === '/report') {
                const parts = [];
                request.on('data', (part) => parts.push(part)).on('end', () => {
                    response.end();
                    server.close();
                    resolve(JSON.parse(Buffer.concat(parts)));
                });
            } else if (request.url === '/openseadragon.js') response.setHeader('Content-Type', 'text/javascript').end(script);
            else response.setHeader('Content-Type', 'text/html').end(page);
        });
        server.listen(0, '127.0.0.1', () => {
            const chromium = spawn('chromium', ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', `--user-data-dir=${join(dir, 'profile')}`,
                `--window-size=${viewSide},${viewSide + 100}`, `http://127.0.0.1:${server.address().port}/`], { stdio: 'ignore' });
            children.push(chromium);
            chromium.on('error', (error) => reject(new Error(`chromium cannot be started: ${error.message}`)));
            chromium.on('exit', (code) => reject(new Error(`chromium ended with ${code} before it had looked`)));
        });
        setTimeout(() => reject(new Error('the page said nothing for three minutes')), 180_000).unref();
    });
}

try {
    const file = join(dir, 'picture.png');
    writeFileSync(file, picture());
    const put = JSON.parse(execFileSync(vitrined, ['put', '--data', dir, '--json', file], { stdio: ['ignore', 'pipe', 'inherit'] }));
    const image = put.images[0].image;
    process.env.VITRINE_IIIF_UNSIGNED = 'listed';
    writeFileSync(join(dir, 'signing.keys'), `${'5e'.repeat(32)}\n`);
    writeFileSync(join(dir, 'imgproxy.keys'), `${'6f'.repeat(32)} ${'70'.repeat(8)}\n`);
    const origin = await startOrigin();
    const singles = expectations(image).map((single) => ({ ...single, url: origin + execFileSync(vitrined, ['sign', '--data', dir, single.path]).toString().trim() }));

    const views = [
        { look: [0, 0, width, height], points: [[100, 100], [2200, 100], [1150, 850], [100, 1600], [2200, 1600]] },
        { look: [400, 400, viewSide, viewSide], points: [[500, 500], [511, 700], [513, 700], [1023, 1023], [1025, 1025], [1100, 1100]] },
        { look: [width - viewSide, height - viewSide, viewSide, viewSide], points: [[2290, 1690], [1600, 1000], [2049, 1537]] },
    ];
    const seen = await lookWithChromium(`${origin}/iiif/3/${image}/info.json`, views, singles);
    check(!seen.error, `the page ran without an error${seen.error ? `: ${seen.error}` : ''}`);
    if (!seen.error) {
        writeFileSync(screenshot, Buffer.from(seen.png.split(',')[1], 'base64'));
        check(seen.failed.length === 0, `no tile failed${seen.failed.length ? `: ${seen.failed[0]}` : ''}`);
        check(seen.loaded >= 15, `${seen.loaded} tiles were loaded`);
        check(seen.size.join() === [width, height].join(), `the picture has ${seen.size.join(' x ')} pixels`);
        for (const { point, colour } of seen.shown) {
            const wanted = colourAt(...point);
            // JPEG and scaling may move a colour a little, a tile in the wrong place moves it far.
            const near = wanted.every((part, i) => Math.abs(part - colour[i]) <= (i === 2 ? 60 : 14)) && colour[3] === 255;
            check(near, `at ${point} stands ${colour}, ${wanted} is the picture's`);
        }
        singles.forEach((single, i) => checkSingle(single, seen.singles[i]));
    }
} catch (error) {
    check(false, error.message);
} finally {
    for (const child of children) {
        child.removeAllListeners('exit');
        child.kill();
    }
    await Promise.all(children.map((child) => (child.exitCode !== null || child.signalCode !== null || child.pid === undefined ? undefined : new Promise((resolve) => child.once('exit', resolve)))));
    // Chromium's own children outlive it for a moment, and write: the promise begins anew then, rmSync gives up inside.
    await rm(dir, { recursive: true, force: true, maxRetries: 20 });
}
process.exit(failures ? 1 : 0);

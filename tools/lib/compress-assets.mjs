import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** What is text, and fetched by a browser that shows the page: source maps are only for developer tools. */
const TEXT = /\.(js|css|html|svg|json|webmanifest|txt)$/;

const ENCODINGS = [
  {
    suffix: '.br',
    compress: (/** @type {Buffer} */ content) =>
      promisify(brotliCompress)(content, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      }),
  },
  { suffix: '.gz', compress: (/** @type {Buffer} */ content) => promisify(gzip)(content, { level: 9 }) },
];

/** The text files in a folder. @param {string} folder */
const textFiles = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && TEXT.test(entry.name) && !entry.parentPath.includes('/.'))
    .map(({ parentPath, name }) => join(parentPath, name));

/**
 * Writes each text file of a folder as brotli and as gzip beside it, as small as these can make it: it is done once for a
 * build, and sent to everybody. What does not get smaller is left out.
 * @param {string} folder
 */
export async function compressAssets(folder) {
  await Promise.all(
    textFiles(folder).map(async (path) => {
      const content = await readFile(path);
      for (const { suffix, compress } of ENCODINGS) {
        const compressed = await compress(content);
        if (compressed.length < content.length) await writeFile(path + suffix, compressed);
      }
    }),
  );
}

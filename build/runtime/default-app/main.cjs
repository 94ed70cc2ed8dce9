/**
 * The app inside the fallback Electron: runs the app of the folder named on the command line, so
 * that `electron [-r MODULE]… [--FLAG]… FOLDER [ARGUMENT]…` works as with an official Electron.
 * CommonJS, because Electron 25 can't start from an ES module.
 */
const { app } = require('electron');
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join, resolve } = require('node:path');

/**
 * @param {readonly string[]} words the command line without the program
 * @returns {{preloads: string[], folder: string | undefined}}
 */
function readCommandLine(words) {
  const preloads = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === '-r' || word === '--require') {
      index += 1;
      preloads.push(words[index]);
    } else if (!word.startsWith('-')) {
      return { preloads, folder: resolve(word) };
    }
  }
  return { preloads, folder: undefined };
}

/** @param {string} folder */
function runApp(folder) {
  const description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const name = description.productName ?? description.name;
  if (description.version !== undefined) app.setVersion(description.version);
  if (name !== undefined) app.setName(name);
  app.setDesktopName(description.desktopName ?? `${app.getName()}.desktop`);
  app.setAppPath(folder);
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  Module._load(Module._resolveFilename(folder, null, true), null, true);
}

const { preloads, folder } = readCommandLine(process.argv.slice(1));
if (folder === undefined) {
  console.error('Name the folder of the app to run: electron [-r MODULE] [--FLAG] FOLDER');
  app.exit(2);
} else {
  Module._preloadModules(preloads);
  try {
    runApp(folder);
  } catch (error) {
    // Left uncaught, it would end in a dialog box that nobody on a test machine can close.
    console.error(error);
    app.exit(1);
  }
}

// What the page is given: one function. Sandboxed preload scripts are CommonJS.
const { contextBridge, ipcRenderer } = require('electron');

contextBridge.exposeInMainWorld('classify', (/** @type {Uint8Array} */ photo) => ipcRenderer.invoke('classify', photo));

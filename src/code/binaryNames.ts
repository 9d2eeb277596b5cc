/**
 * Endings of names whose files are no text: pictures, sound, fonts, archives, what compilers make, documents
 * of office programs, data of programs. Where an ending is also used for text, it is not here.
 */
const BINARY: ReadonlySet<string> = new Set(
  [
    'png jpg jpeg gif webp avif heic ico icns bmp tif tiff psd xcf',
    'mp3 mp4 m4a m4v ogg oga ogv wav flac aac mov avi mkv webm',
    'woff woff2 ttf otf eot',
    'zip gz tgz bz2 xz zst lz4 7z rar tar jar war ear aar whl egg nupkg vsix apk ipa dmg iso deb rpm',
    'exe dll so dylib lib obj o a class pyc pyo pyd wasm node pdb',
    'pdf doc docx xls xlsx ppt pptx odt ods odp',
    'sqlite sqlite3 parquet avro npy npz pkl pickle h5 onnx pt pth safetensors gguf',
  ].flatMap((line) => line.split(' ')),
);

/**
 * Whether the name of a file alone says that it is no text. `false` says nothing: the content decides.
 *
 * @param path with forward slashes
 */
export function isBinaryName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 && BINARY.has(name.slice(dot + 1).toLowerCase());
}

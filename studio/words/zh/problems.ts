import type { problems as english } from '../en/problems.ts';

export const problems: typeof english = {
  NO_ANSWER: { message: '服务器没有应答。', hint: '请检查终端里的 graft studio 是否还在运行。' },
  IMAGE_UNREADABLE: { message: '这张图片无法读取：已损坏、不完整，或格式不受支持。', hint: '请用看图软件另存为 JPEG 或 PNG 后再试。' },
  IMAGE_TOO_LARGE: { message: '这张图片的像素超过了上限。', hint: '请缩小后再试。' },
  ARCHIVE_INVALID: { message: '这个压缩包已损坏、已加密，或者里面不是照片。', hint: '请解压后直接拖入文件夹。' },
  ARCHIVE_LIMIT: { message: '这个压缩包解压后超过了上限。', hint: '请分成几个小一些的压缩包。' },
  BODY_TOO_LARGE: { message: '文件太大。', hint: '请缩小或拆分后再试。' },
  DOWNLOAD_FAILED: { message: '下载失败。', hint: '请检查网络和地址，稍后再试。' },
  ADDRESS_REFUSED: { message: '这个地址指向内部网络，或者不在互联网上。', hint: '请使用公开的 http 或 https 地址。' },
  DISK_FULL: { message: '磁盘空间不足。', hint: '请腾出一些空间后再试。' },
  OVERLOADED: { message: '服务器正忙。', hint: '请稍等片刻再试。' },
  INVALID_ARGUMENT: { message: '这个值不能用。' },
  ALREADY_EXISTS: { message: '已经有同名的了。', hint: '请换一个名称。' },
  WRITE_FAILED: { message: '无法写入文件。', hint: '请检查文件夹的权限和磁盘。' },
  FILE_UNREADABLE: { message: '文件无法读取。', hint: '它可能已被移动或正被其他程序使用。' },
  CHECKSUM_MISMATCH: { message: '下载的文件与预期不符。', hint: '请稍后再试。' },
  TIMED_OUT: { message: '用时过长，已停止。', hint: '请再试一次。' },
  STOPPING: { message: 'Studio 正在关闭。' },
  INTERNAL: { message: 'Graft 内部出错。', hint: '终端里的日志会有更多信息。' },
  UNAUTHORIZED: { message: 'Studio 已重新启动。', hint: '请打开终端里显示的新地址。' },
};

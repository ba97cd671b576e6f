/** What is read of a page, without its tags. */
export function textOf(html: string): string {
  const [, body = ''] = html.split('<body>');
  return body
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll(/\s+/g, ' ');
}

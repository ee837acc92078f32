/** An empty page: what it loads is Next's and React's own. */
export default function Page() {
  return null;
}

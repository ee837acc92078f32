import { Document } from "./document";
import { NothingHere } from "./nothing-here";

/**
 * The page for an address that no page has. `not-found.tsx` alone would be drawn there beside its own metadata, which are for pages
 * that find nothing: of such a page's document Next sends the head alone, and its title is theirs.
 */
export default function GlobalNotFound() {
  return (
    <Document>
      <NothingHere />
    </Document>
  );
}

/** Of all JSON documents and events. Increased when a reader of an older version would misread them; not for new members alone. */
export const formatVersion = 1

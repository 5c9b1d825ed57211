/** Where pages find the logo: followed by a hash of the picture. */
export const LOGO_PATH = '/logo/';

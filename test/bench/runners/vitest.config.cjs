/** Of its own, or vitest would take the project's. */
module.exports = {};

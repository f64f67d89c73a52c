// Keeps the examples apart from the configuration of this repository.
export default {}

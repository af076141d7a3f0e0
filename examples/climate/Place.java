/** A point of the grid, in degrees, and as a vector from the centre of the earth. */
record Place(double latitude, double longitude, double x, double y, double z) {

    static Place of(double latitude, double longitude) {
        double phi = StrictMath.toRadians(latitude);
        double lambda = StrictMath.toRadians(longitude);
        return new Place(
                latitude,
                longitude,
                StrictMath.cos(phi) * StrictMath.cos(lambda),
                StrictMath.cos(phi) * StrictMath.sin(lambda),
                StrictMath.sin(phi));
    }

    double area() {
        return StrictMath.cos(StrictMath.toRadians(latitude));
    }
}

"""What guest and verification share: drawn weights and inputs, a short training, the names of Keras' own layers."""
